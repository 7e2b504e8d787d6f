/**
 * How models are spoken to: chat completions over HTTP, and the scripted model. Start at
 * {@link dev.switchboard.agent.model.provider.Providers}.
 */
@NullMarked
package dev.switchboard.agent.model.provider;

import org.jspecify.annotations.NullMarked;
