DROP TABLE outreach_signup;
DROP TABLE outreach_event;
