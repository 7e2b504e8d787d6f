/**
 * Language models: the conversation as data, the port to whoever continues it, and which model a run gets. Start at
 * {@link dev.switchboard.agent.model.ModelClient} and {@link dev.switchboard.agent.model.Models}.
 */
@NullMarked
package dev.switchboard.agent.model;

import org.jspecify.annotations.NullMarked;
