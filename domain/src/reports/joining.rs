//! Which group a report joins.

use super::{GroupState, alike};

/// A report that was there before, as far as it is like a new one.
#[derive(Debug, Clone, Copy)]
pub struct Near<Group> {
    /// Its group.
    pub group: Group,
    /// Where that stands.
    pub state: GroupState,
    /// Whether an officer has parted it from another.
    pub apart: bool,
    /// Reports in it.
    pub size: usize,
    /// Contacts that both name.
    pub contacts: usize,
    /// Phrases that both use.
    pub phrases: usize,
    /// Phrases that it has in all.
    pub whole: usize,
}

/// Most reports in a group: as many as an officer can read. The next ones make another.
pub const FULL: usize = 100;

impl<Group> Near<Group> {
    /// Whether a report may merge it with others: what an officer has decided stays as it is.
    fn is_free(&self) -> bool {
        self.state == GroupState::Open && !self.apart
    }
}

/// The groups of a new report that has `own` phrases: it enters the first, the others are merged into that.
///
/// A contact joins whatever names it, wording alone joins open groups alone. Nothing is merged into a group that was
/// passed on: its reporters would read that the police have what they never got.
#[must_use]
pub fn joined<Group: Copy + PartialEq>(own: usize, near: &[Near<Group>]) -> Vec<Group> {
    let by_contact = |it: &&Near<Group>| it.contacts > 0;
    let by_wording = |it: &&Near<Group>| it.state == GroupState::Open && alike(it.phrases, own.min(it.whole));
    let mut like = near.iter().filter(by_contact).chain(near.iter().filter(by_wording));
    let Some(first) = like.find(|it| it.size < FULL) else { return Vec::new() };
    let (mut groups, mut size) = (vec![first.group], first.size + 1);
    for it in like.filter(|it| first.is_free() && it.is_free()) {
        if !groups.contains(&it.group) && size + it.size <= FULL {
            groups.push(it.group);
            size += it.size;
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use GroupState::{Open, Passed};

    fn by_contact(group: char, state: GroupState) -> Near<char> {
        Near { group, state, apart: false, size: 1, contacts: 1, phrases: 0, whole: 30 }
    }

    fn by_wording(group: char, state: GroupState, phrases: usize) -> Near<char> {
        Near { group, state, apart: false, size: 1, contacts: 0, phrases, whole: 30 }
    }

    #[test]
    fn contacts_join_all_open_ones_that_name_them() {
        let near = [by_contact('b', Open), by_contact('b', Open), by_contact('c', Open)];
        assert_eq!(joined(30, &near), ['b', 'c']);
        assert!(joined::<char>(30, &[]).is_empty());
    }

    #[test]
    fn what_an_officer_decided_is_merged_with_nothing() {
        let near = [by_contact('a', Passed), by_contact('b', Open), by_contact('c', Open)];
        assert_eq!(joined(30, &near), ['a']);
        let parted = Near { apart: true, ..by_contact('d', Open) };
        assert_eq!(joined(30, &[parted, near[1]]), ['d']);
        assert_eq!(joined(30, &[near[1], parted, near[2]]), ['b', 'c']);
    }

    #[test]
    fn a_group_is_never_more_than_can_be_read() {
        let of = |group, size| Near { size, ..by_contact(group, Open) };
        assert_eq!(joined(30, &[of('a', FULL), of('b', FULL - 2), of('c', 2), of('d', 1)]), ['b', 'd']);
        assert!(joined(30, &[of('a', FULL)]).is_empty());
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
