package dev.switchboard.sample.unlisted;

/** In a package that the table does not know. */
record Unlisted() {}
