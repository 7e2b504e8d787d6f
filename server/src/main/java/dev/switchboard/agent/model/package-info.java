/**
 * Language models: the conversation as data and the port to whoever continues it. Start at
 * {@link dev.switchboard.agent.model.ModelClient}.
 */
@NullMarked
package dev.switchboard.agent.model;

import org.jspecify.annotations.NullMarked;
