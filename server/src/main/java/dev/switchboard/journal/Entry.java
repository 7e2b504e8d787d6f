package dev.switchboard.journal;

import java.time.Instant;

/**
 * One event as it is stored: the envelope (stream, number, time) and the event as its codec wrote it.
 *
 * @param seq the number in its stream, from 1, without gaps
 * @param type the event's name in its family
 * @param version of the codec that wrote the payload
 * @param payload the event as JSON text, exactly as stored
 */
public record Entry(StreamId stream, long seq, Instant at, String type, int version, String payload) {}
