package tarn.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.policy.Enforcement;
import tarn.seal.MasterKey;

/**
 * What users decide about a server. Each setting is an option ({@code --port 4566}) or a variable of the environment
 * ({@code TARN_PORT}); the option wins. What is not known is an error.
 *
 * @param port where to listen; 0 for any free port
 * @param host the address to listen on
 * @param data the folder where everything is kept; unused if ephemeral
 * @param masterKey where the key comes from that secrets are sealed with: a file ({@code --master-key-file}) or, in the
 *     environment only, a passphrase ({@code TARN_MASTER_PASSPHRASE})
 * @param formerMasterKey the key that it replaces at this start ({@code --former-master-key-file}, or
 *     {@code TARN_FORMER_MASTER_PASSPHRASE}); null for none
 * @param ephemeral whether everything is kept in a temporary folder that goes when the server ends
 * @param enforcement in which accounts signatures are verified and policies decide: everywhere ({@code --enforce-iam}), or in
 *     some ({@code --enforce-iam-in 111111111111,222222222222})
 * @param account the default account, twelve digits
 * @param region the default region
 * @param startEngines whether engines start with the server rather than when first needed
 * @param engines the folder of the SQL engine's jars
 * @param origins further origins whose web pages may call
 * @param proxies addresses of proxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param lifecycleInterval how often the rules of S3's life cycles are carried out ({@code 10s}, {@code 5m}, {@code 1d})
 * @param bucketQuota how many buckets of S3 an account may have
 * @param trailInterval how often CloudTrail's trails deliver their files
 * @param leftToDisk whether objects that ask for nothing else lie plain, since the disk encrypts them
 * @param throttled whether DynamoDB turns requests away that come faster than its tables' capacity allows
 * @param nearestRuntime whether a function whose version of a language is not installed is run by the nearest that is
 * @param functionPackages folders of Python packages that every Python function finds after its own, such as boto3
 * @param functionEnvironments how many processes of functions there may be at once
 * @param rehearse whether to answer a few requests of one's own and end, to record a run for the AOT cache
 */
record Config(
        int port,
        String host,
        Path data,
        MasterKey masterKey,
        @Nullable MasterKey formerMasterKey,
        boolean ephemeral,
        Enforcement enforcement,
        String account,
        String region,
        boolean startEngines,
        Path engines,
        Set<String> origins,
        Set<String> proxies,
        Duration lifecycleInterval,
        int bucketQuota,
        Duration trailInterval,
        boolean leftToDisk,
        boolean throttled,
        boolean nearestRuntime,
        List<Path> functionPackages,
        int functionEnvironments,
        boolean rehearse) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("port", "4566"),
            Map.entry("host", "127.0.0.1"),
            Map.entry("data", ".tarn/data"),
            Map.entry("master-key-file", ""),
            Map.entry("former-master-key-file", ""),
            Map.entry("account", "123456789012"),
            Map.entry("region", "us-east-1"),
            Map.entry("enforce-iam-in", ""),
            Map.entry("engines", "engines/trino/target/engine"),
            Map.entry("origins", ""),
            Map.entry("trusted-proxies", ""),
            Map.entry("lifecycle-interval", "1d"),
            Map.entry("function-packages", ""),
            Map.entry("function-environments", "200"),
            Map.entry("bucket-quota", "10000"),
            Map.entry("trail-interval", "5m"),
            Map.entry("throttling", "on"),
            Map.entry("encryption", "tarn"));
    private static final Set<String> FLAGS =
            Set.of("ephemeral", "enforce-iam", "start-engines", "nearest-runtime", "rehearse");

    /** An option is not understood; the message is for the user. */
    static final class BadOptionException extends Exception {
        private static final long serialVersionUID = 1;

        BadOptionException(String message) {
            super(message);
        }
    }

    /** Reads the command line and the environment. */
    static Config of(List<String> arguments, Map<String, String> environment) throws BadOptionException {
        var given = new TreeMap<String, String>(DEFAULTS);
        var engines = System.getProperty("tarn.engines");
        if (engines != null) {
            given.put("engines", engines);
        }
        for (var name : names()) {
            var value = environment.get("TARN_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null) {
                given.put(name, value);
            }
        }
        for (int i = 0; i < arguments.size(); i++) {
            i = take(arguments, i, given);
        }
        return of(given, environment);
    }

    /** Takes the option at an index; returns the index of its last word. */
    private static int take(List<String> arguments, int index, Map<String, String> given) throws BadOptionException {
        var word = arguments.get(index);
        int equals = word.indexOf('=');
        var name = word.startsWith("--") ? word.substring(2, equals < 0 ? word.length() : equals) : "";
        if (!names().contains(name)) {
            throw new BadOptionException("Unknown option '" + word + "'. Known are "
                    + names().stream().map(known -> "--" + known).collect(Collectors.joining(", ")) + ".");
        }
        if (equals >= 0) {
            given.put(name, word.substring(equals + 1));
        } else if (FLAGS.contains(name)) {
            given.put(name, "true");
        } else if (index + 1 < arguments.size()) {
            given.put(name, arguments.get(index + 1));
            return index + 1;
        } else {
            throw new BadOptionException("Option --" + name + " needs a value.");
        }
        return index;
    }

    private static List<String> names() {
        return Stream.concat(DEFAULTS.keySet().stream(), FLAGS.stream())
                .sorted()
                .toList();
    }

    private static Config of(Map<String, String> given, Map<String, String> environment) throws BadOptionException {
        var account = given.getOrDefault("account", "");
        if (!account.matches("[0-9]{12}")) {
            throw new BadOptionException("The account '" + account + "' is not twelve digits.");
        }
        var region = given.getOrDefault("region", "");
        if (!region.matches("[a-z]{2}(-[a-z]+)+-[0-9]")) {
            throw new BadOptionException("The region '" + region + "' has not the form of us-east-1.");
        }
        return new Config(
                port(given.getOrDefault("port", "")),
                given.getOrDefault("host", ""),
                Path.of(given.getOrDefault("data", "")),
                masterKey(given.getOrDefault("master-key-file", ""), environment.get("TARN_MASTER_PASSPHRASE"), ""),
                formerMasterKey(given, environment),
                flag(given, "ephemeral"),
                enforcement(flag(given, "enforce-iam"), list(given, "enforce-iam-in")),
                account,
                region,
                flag(given, "start-engines"),
                Path.of(given.getOrDefault("engines", "")),
                list(given, "origins"),
                list(given, "trusted-proxies"),
                interval(given, "lifecycle-interval"),
                quota(given.getOrDefault("bucket-quota", "")),
                interval(given, "trail-interval"),
                leftToDisk(given.getOrDefault("encryption", "")),
                throttled(given.getOrDefault("throttling", "")),
                flag(given, "nearest-runtime"),
                list(given, "function-packages").stream()
                        .map(Path::of)
                        .map(Path::toAbsolutePath)
                        .sorted()
                        .toList(),
                environments(given.getOrDefault("function-environments", "")),
                flag(given, "rehearse"));
    }

    private static Enforcement enforcement(boolean everywhere, Set<String> accounts) throws BadOptionException {
        if (everywhere && !accounts.isEmpty()) {
            throw new BadOptionException("--enforce-iam is for every account, --enforce-iam-in for some: not both.");
        }
        for (var account : accounts) {
            if (!account.matches("[0-9]{12}")) {
                throw new BadOptionException("The account '" + account + "' of --enforce-iam-in is not twelve digits.");
            }
        }
        return everywhere ? Enforcement.EVERYWHERE : Enforcement.of(accounts);
    }

    private static int environments(String text) throws BadOptionException {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new BadOptionException("--function-environments is a number from 1 to 99999.");
        }
        return Integer.parseInt(text);
    }

    private static Duration interval(Map<String, String> given, String name) throws BadOptionException {
        var text = given.getOrDefault(name, "");
        if (!text.matches("[1-9][0-9]{0,5}[smhd]")) {
            throw new BadOptionException("--" + name + " is a number with s, m, h or d, such as 10s or 1d.");
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static int quota(String text) throws BadOptionException {
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw new BadOptionException("--bucket-quota is a number from 1 to 9999999.");
        }
        return Integer.parseInt(text);
    }

    private static Set<String> list(Map<String, String> given, String name) {
        return Stream.of(given.getOrDefault(name, "").split(",", -1))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable MasterKey formerMasterKey(Map<String, String> given, Map<String, String> environment)
            throws BadOptionException {
        var file = given.getOrDefault("former-master-key-file", "");
        var passphrase = environment.get("TARN_FORMER_MASTER_PASSPHRASE");
        return file.isEmpty() && passphrase == null ? null : masterKey(file, passphrase, "FORMER_");
    }

    private static MasterKey masterKey(String file, @Nullable String passphrase, String former)
            throws BadOptionException {
        var variable = "TARN_" + former + "MASTER_PASSPHRASE";
        if (passphrase == null) {
            return file.isEmpty() ? new MasterKey.Beside() : new MasterKey.InFile(Path.of(file));
        }
        if (!file.isEmpty()) {
            throw new BadOptionException("The master key is in a file or comes from " + variable + ", not both.");
        }
        if (passphrase.length() < MasterKey.Passphrase.LENGTH_MIN) {
            throw new BadOptionException(variable + " has fewer than " + MasterKey.Passphrase.LENGTH_MIN
                    + " characters, which is not enough.");
        }
        return new MasterKey.Passphrase(passphrase);
    }

    private static int port(String text) throws BadOptionException {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new BadOptionException("The port '" + text + "' is not a number from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }

    private static boolean throttled(String throttling) throws BadOptionException {
        return switch (throttling) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new BadOptionException("--throttling is on or off.");
        };
    }

    private static boolean leftToDisk(String encryption) throws BadOptionException {
        return switch (encryption) {
            case "tarn" -> false;
            case "disk" -> true;
            default -> throw new BadOptionException("--encryption is tarn or disk.");
        };
    }

    private static boolean flag(Map<String, String> given, String name) throws BadOptionException {
        return switch (given.getOrDefault(name, "false")) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no", "" -> false;
            default -> throw new BadOptionException("--" + name + " is true or false.");
        };
    }
}
