CREATE INDEX agency_by_city ON agency (lower(city));
