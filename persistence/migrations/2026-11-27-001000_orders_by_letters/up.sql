-- How people part the number of an order (JO-06, JO 06, jo06) does not matter where an offer is checked.
CREATE INDEX job_order_core_number ON job_order (upper(regexp_replace(number, '[^[:alnum:]]', '', 'g')));
CREATE INDEX job_order_core_permit ON job_order (upper(regexp_replace(permit, '[^[:alnum:]]', '', 'g')));
