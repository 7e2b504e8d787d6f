package dev.switchboard.web;

/**
 * How much of everything there is at this moment.
 *
 * @param connections open ones, WebSockets included
 * @param requests being answered, streams included
 * @param streams bodies being written bit by bit
 * @param sockets open WebSockets
 * @param queuedBytes handed to streams, answers and sockets, and not yet taken by the network
 * @param bodyBytes of request bodies held in memory
 */
public record WebStats(int connections, int requests, int streams, int sockets, long queuedBytes, long bodyBytes) {}
