DROP INDEX job_order_core_permit;
DROP INDEX job_order_core_number;
