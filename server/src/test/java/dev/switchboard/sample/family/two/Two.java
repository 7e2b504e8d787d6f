package dev.switchboard.sample.family.two;

/** A sibling of another member of its family. */
public record Two() {}
