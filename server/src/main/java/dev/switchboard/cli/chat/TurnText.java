package dev.switchboard.cli.chat;

/** What has been shown of one turn, so that each character of it is shown once. One thread at a time. */
final class TurnText {
    private String shown = "";

    /** What the text so far adds to what has been shown. What was taken back stays shown; what is said instead begins on a line of its own. */
    String more(String whole) {
        if (shown.startsWith(whole)) {
            return "";
        }
        if (whole.startsWith(shown)) {
            String added = whole.substring(shown.length());
            shown = whole;
            return added;
        }
        int same = 0;
        while (same < shown.length() && same < whole.length() && shown.charAt(same) == whole.charAt(same)) {
            same++;
        }
        int line = whole.lastIndexOf('\n', Math.max(0, same - 1)) + 1;
        shown = whole;
        return "\n" + whole.substring(line);
    }

    /** Everything that is shown. */
    String whole() {
        return shown;
    }
}
