//! Which group a report joins.

use super::{GroupState, alike};

/// A report that was there before, as far as it is like a new one.
#[derive(Debug, Clone, Copy)]
pub struct Near<Group> {
    /// Its group.
    pub group: Group,
    /// Where that stands.
    pub state: GroupState,
    /// Contacts that both name.
    pub contacts: usize,
    /// Phrases that both use.
    pub phrases: usize,
    /// Phrases that it has in all.
    pub whole: usize,
}

/// The groups of a new report that has `own` phrases: it enters the first, those that are open are merged into that.
///
/// A contact joins whatever names it. Wording alone joins open groups alone: the contacts of one that was passed on count
/// at once, and nobody would have read what came to it.
#[must_use]
pub fn joined<Group: Copy + PartialEq>(own: usize, near: &[Near<Group>]) -> Vec<Group> {
    let by_contact = |it: &&Near<Group>| it.contacts > 0;
    let into_open = near.iter().find(by_contact).is_none_or(|it| it.state == GroupState::Open);
    let by_wording =
        |it: &&Near<Group>| into_open && it.state == GroupState::Open && alike(it.phrases, own.min(it.whole));
    let mut groups = Vec::new();
    for it in near.iter().filter(by_contact).chain(near.iter().filter(by_wording)) {
        if !groups.contains(&it.group) {
            groups.push(it.group);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use GroupState::{Open, Passed};

    fn by_contact(group: char, state: GroupState) -> Near<char> {
        Near { group, state, contacts: 1, phrases: 0, whole: 30 }
    }

    fn by_wording(group: char, state: GroupState, phrases: usize) -> Near<char> {
        Near { group, state, contacts: 0, phrases, whole: 30 }
    }

    #[test]
    fn contacts_join_all_that_name_them() {
        let near =
            [by_contact('a', Passed), by_contact('b', Open), by_contact('b', Open), by_contact('c', Open)];
        assert_eq!(joined(30, &near), ['a', 'b', 'c']);
        assert!(joined::<char>(30, &[]).is_empty());
    }

    #[test]
    fn wording_joins_open_groups_and_none_that_was_passed_on() {
        let near = [by_wording('a', Open, 9), by_wording('b', Open, 12), by_wording('c', Open, 5)];
        assert_eq!(joined(30, &near), ['a', 'b']);
        assert_eq!(joined(30, &[by_contact('b', Open), near[0], near[1]]), ['b', 'a']);
        assert_eq!(joined(30, &[by_contact('d', Passed), near[0]]), ['d']);
        assert!(joined(30, &[by_wording('a', Passed, 25)]).is_empty());
    }
}
