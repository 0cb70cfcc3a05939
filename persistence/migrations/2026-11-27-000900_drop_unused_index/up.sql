-- The look-up by city takes branches, too, so it never reads this; the register is small.
DROP INDEX agency_by_city;
