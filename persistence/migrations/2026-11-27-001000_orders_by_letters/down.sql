DROP INDEX job_order_core_number;
