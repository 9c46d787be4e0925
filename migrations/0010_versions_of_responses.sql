-- A response has the version of its request, whose row is locked by every change of either.

alter table feedback_responses drop column version;
