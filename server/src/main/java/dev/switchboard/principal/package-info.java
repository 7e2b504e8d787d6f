/**
 * Who is calling. Doors make a {@link dev.switchboard.principal.Principal}; features take it as an argument.
 */
@NullMarked
package dev.switchboard.principal;

import org.jspecify.annotations.NullMarked;
