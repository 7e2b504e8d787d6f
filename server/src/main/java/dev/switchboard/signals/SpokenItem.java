package dev.switchboard.signals;

import org.jspecify.annotations.Nullable;

/** The shared text of one item; guarded by its {@link Topic}. */
final class SpokenItem {
    final String id;
    final ItemKind kind;
    final long after;
    boolean closed;
    private final StringBuilder text = new StringBuilder();
    private int visible;
    /** The piece that was asked for last: many followers ask for the same one. */
    private @Nullable Delta asked;

    SpokenItem(String id, ItemKind kind, long after) {
        this.id = id;
        this.kind = kind;
        this.after = after;
    }

    /** Returns whether there is more to see than before. */
    boolean append(String more) {
        int from = 0;
        if (kind == ItemKind.TEXT && text.isEmpty()) {
            while (from < more.length() && Character.isWhitespace(more.charAt(from))) {
                from++;
            }
        }
        text.append(more, from, more.length());
        int end = text.length();
        if (kind == ItemKind.TEXT) {
            while (end > visible && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
        }
        if (end > visible && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        boolean grew = end > visible;
        visible = Math.max(visible, end);
        return grew;
    }

    int visible() {
        return visible;
    }

    Delta since(int offset) {
        Delta known = asked;
        if (known == null || known.offset() != offset || offset + known.text().length() != visible) {
            known = new Delta(id, kind, offset, text.substring(offset, visible));
            asked = known;
        }
        return known;
    }
}
