package dev.switchboard.sample.family.one;

import dev.switchboard.sample.family.two.Two;

/** Uses its own package, and a sibling that it must not know. */
record One(OneMore more, Two two) {}
