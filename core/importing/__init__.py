"""Reading what other services publish: tables of incidents and of people, with an account of every row."""
