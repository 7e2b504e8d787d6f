package dev.switchboard.web;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A moment as HTTP writes it (RFC 9110, section 5.6.7). By hand, since the JDK's formatter reads the locales of the world before it
 * writes its first date, and the first date is in the first answer.
 */
final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDate() {}

    static String format(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        text.append(word(DAYS, time.getDayOfWeek().getValue())).append(", ");
        digits(text, time.getDayOfMonth()).append(' ').append(word(MONTHS, time.getMonthValue()));
        text.append(' ').append(time.getYear()).append(' ');
        digits(text, time.getHour()).append(':');
        digits(text, time.getMinute()).append(':');
        return digits(text, time.getSecond()).append(" GMT").toString();
    }

    private static String word(String words, int number) {
        return words.substring(number * 3 - 3, number * 3);
    }

    private static StringBuilder digits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
