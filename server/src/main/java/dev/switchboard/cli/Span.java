package dev.switchboard.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time as people type it: {@code 90}, {@code 90s}, {@code 5m} or {@code 2h}; seconds when no unit is given. */
final class Span implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        String digits = text.replaceFirst("[smh]$", "");
        char unit = digits.length() == text.length() ? 's' : text.charAt(text.length() - 1);
        try {
            long number = Long.parseLong(digits);
            if (number > 0 && number <= Integer.MAX_VALUE) {
                return switch (unit) {
                    case 'h' -> Duration.ofHours(number);
                    case 'm' -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                };
            }
        } catch (NumberFormatException e) {
            // Answered below, as zero and negative spans are.
        }
        throw new TypeConversionException("90s, 5m, 2h");
    }
}
