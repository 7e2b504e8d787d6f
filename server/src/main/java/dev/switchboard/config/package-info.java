/**
 * Reading configuration: flag over environment over file over default. Start at {@link dev.switchboard.config.Secret} and the loader.
 */
@NullMarked
package dev.switchboard.config;

import org.jspecify.annotations.NullMarked;
