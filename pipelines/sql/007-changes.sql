-- What was changed, by publication: the latest version of each article of which there are several.
CREATE INDEX articles_edited ON articles(source, revision_id) WHERE revisions > 1;
