package tarn.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tarn.kernel.Arn;

/**
 * Whom a statement of a resource's policy names.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 */
final class Principals {

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** How closely somebody is named; what a later one gives needs less from others. */
    enum Closeness {
        /** Not at all. */
        NOT,
        /** Its account is: who may use that is for the account's own policies to say. */
        ACCOUNT,
        /** The role behind its session is, or the user behind its federation: boundary and session policies narrow it. */
        ISSUER,
        /** It is itself, or everybody. */
        ITSELF
    }

    private final boolean everybody;
    private final Map<String, List<String>> written;
    private final Set<String> accounts = new HashSet<>();

    /** ARNs and unique ids of users, roles and sessions; services, providers, canonical ids, each as it is written. */
    private final Set<String> named = new HashSet<>();

    /** The ids by which S3 shows accounts. */
    private final Set<String> canonical = new HashSet<>();

    private Principals(boolean everybody, Map<String, List<String>> written) {
        this.everybody = everybody;
        this.written = written;
    }

    /** Everybody, even who is not known. */
    static Principals everybody() {
        return new Principals(true, Map.of("AWS", List.of("*")));
    }

    /** Those under {@code AWS}, {@code Service}, {@code Federated}, {@code CanonicalUser}. */
    static Principals of(Map<String, List<String>> names) {
        var principals =
                new Principals(names.getOrDefault("AWS", List.of()).stream().anyMatch("*"::equals), Map.copyOf(names));
        names.forEach((kind, values) -> {
            for (var value : values) {
                principals.add(kind, value);
            }
        });
        return principals;
    }

    /** Names by their kind, as they are written. */
    Map<String, List<String>> written() {
        return written;
    }

    private void add(String kind, String value) {
        switch (kind) {
            case "AWS" -> {
                var root = Arn.parse(value).filter(arn -> arn.resource().equals("root"));
                if (root.isPresent()) {
                    accounts.add(root.get().account());
                } else if (ACCOUNT.matcher(value).matches()) {
                    accounts.add(value);
                } else {
                    named.add(value);
                }
            }
            case "Service" -> named.add(value.toLowerCase(Locale.ROOT));
            case "Federated" -> named.add(value);
            case "CanonicalUser" -> canonical.add(value);
            default -> throw new MalformedPolicyException("Invalid principal in policy: \"" + kind + "\"");
        }
    }

    /** How closely a subject is named. */
    Closeness names(Subject subject) {
        if (everybody || named.contains(subject.arn()) || subject.ids().stream().anyMatch(named::contains)) {
            return Closeness.ITSELF;
        }
        boolean account = accounts.contains(subject.account())
                || (!canonical.isEmpty() && canonical.contains(canonical(subject.account())));
        if (subject.kind() == Subject.Kind.ROOT && account) {
            return Closeness.ITSELF;
        }
        if (subject.issuer() != null && named.contains(subject.issuer())) {
            return Closeness.ISSUER;
        }
        return account ? Closeness.ACCOUNT : Closeness.NOT;
    }

    /** The id by which S3 shows an account: 64 hexadecimal digits, always the same for the same account. */
    static String canonical(String account) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(("canonical:" + account).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * Whether {@code NotPrincipal} with these spares a subject: it must be named itself, a role's session together with
     * its role. That its account is named too, as AWS asks for, spares nobody else of the account.
     */
    boolean spares(Subject subject) {
        boolean itself = names(subject) == Closeness.ITSELF;
        return subject.kind() == Subject.Kind.SESSION
                ? itself && (everybody || (subject.issuer() != null && named.contains(subject.issuer())))
                : itself;
    }
}
