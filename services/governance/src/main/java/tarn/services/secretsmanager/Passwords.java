package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Random passwords. */
final class Passwords implements SecretsManagerClient, Part {

    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final long LENGTH = 32;
    private static final long LENGTH_MAX = 4_096;

    private final Platform platform;

    Passwords(Platform platform) {
        this.platform = platform;
    }

    @Override
    public GetRandomPasswordResponse getRandomPassword(GetRandomPasswordRequest request) {
        long length = request.passwordLength() == null ? LENGTH : request.passwordLength();
        if (length < 1 || length > LENGTH_MAX) {
            throw invalid("PasswordLength must be from 1 to " + LENGTH_MAX);
        }
        var kinds = new ArrayList<String>();
        add(kinds, LOWER, request.excludeLowercase(), request);
        add(kinds, UPPER, request.excludeUppercase(), request);
        add(kinds, DIGITS, request.excludeNumbers(), request);
        add(kinds, PUNCTUATION, request.excludePunctuation(), request);
        add(kinds, " ", !Boolean.TRUE.equals(request.includeSpace()), request);
        if (kinds.isEmpty()) {
            throw invalid("No characters are left to make a password of");
        }
        boolean each = !Boolean.FALSE.equals(request.requireEachIncludedType());
        if (each && length < kinds.size()) {
            throw invalid("Password length " + length + " is too short based on the required types.");
        }
        return GetRandomPasswordResponse.builder()
                .randomPassword(password((int) length, kinds, each))
                .build();
    }

    private static void add(
            List<String> kinds, String letters, @Nullable Boolean excluded, GetRandomPasswordRequest request) {
        if (Boolean.TRUE.equals(excluded)) {
            return;
        }
        var unwanted = request.excludeCharacters() == null ? "" : request.excludeCharacters();
        var left = letters.chars()
                .filter(letter -> unwanted.indexOf(letter) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        if (!left.isEmpty()) {
            kinds.add(left);
        }
    }

    /** Tries until each kind is there: so all passwords that are allowed are equally likely. */
    private String password(int length, List<String> kinds, boolean each) {
        var letters = String.join("", kinds);
        if (length < 4 * kinds.size() && each) {
            return dealt(length, kinds, letters);
        }
        String password;
        do {
            password = platform.ids().random(letters, length);
        } while (each && !hasEach(password, kinds));
        return password;
    }

    /** A short password: one letter of each kind first, then any, then all in a random order. */
    private String dealt(int length, List<String> kinds, String letters) {
        var dealt = new StringBuilder();
        kinds.forEach(kind -> dealt.append(platform.ids().random(kind, 1)));
        dealt.append(platform.ids().random(letters, length - kinds.size()));
        var shuffled = new StringBuilder();
        while (!dealt.isEmpty()) {
            int at = Math.floorMod(ByteBuffer.wrap(platform.ids().bytes(4)).getInt(), dealt.length());
            shuffled.append(dealt.charAt(at));
            dealt.deleteCharAt(at);
        }
        return shuffled.toString();
    }

    private static boolean hasEach(String password, List<String> kinds) {
        return kinds.stream().allMatch(kind -> password.chars().anyMatch(letter -> kind.indexOf(letter) >= 0));
    }
}
