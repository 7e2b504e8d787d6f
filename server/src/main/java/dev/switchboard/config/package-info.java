/**
 * Reading configuration: flag over environment over file over default. Start at {@link dev.switchboard.config.Loader}; a feature describes
 * its keys by a record whose components have a {@link dev.switchboard.config.Doc}.
 */
@NullMarked
package dev.switchboard.config;

import org.jspecify.annotations.NullMarked;
