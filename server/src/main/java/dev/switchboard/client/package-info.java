/**
 * Talks to a Switchboard server over HTTP: one-shot calls, and the lines of a run that survive a cut connection. Start at
 * {@link dev.switchboard.client.RunsClient} and {@link dev.switchboard.client.RunStream}. Built for short commands: it loads neither an
 * object mapper nor the JDK's asynchronous HTTP client.
 */
@NullMarked
package dev.switchboard.client;

import org.jspecify.annotations.NullMarked;
