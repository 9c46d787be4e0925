-- Pseudonymisation takes the files of notes about the person with it.

grant delete on feedback_note_files to kompeten_app;
