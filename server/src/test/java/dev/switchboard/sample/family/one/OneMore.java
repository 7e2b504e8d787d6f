package dev.switchboard.sample.family.one;

/** Used from its own package only. */
record OneMore() {}
