"""What a producer changed between two states of a show's files, in their words. Pure: texts in, edits out."""
