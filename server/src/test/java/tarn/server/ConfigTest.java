package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tarn.policy.Enforcement;
import tarn.seal.MasterKey;
import tarn.server.Config.BadOptionException;

/** What users decide, and how. */
class ConfigTest {

    @Test
    void withoutOptionsTheDefaultsHold() throws BadOptionException {
        var config = Config.of(List.of(), Map.of());
        assertThat(config.port()).isEqualTo(4566);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.account()).isEqualTo("123456789012");
        assertThat(config.region()).isEqualTo("us-east-1");
        assertThat(config.ephemeral()).isFalse();
        assertThat(config.enforcement()).isEqualTo(Enforcement.OFF);
        assertThat(config.origins()).isEmpty();
    }

    @Test
    void optionsComeAsTwoWordsOrAsOne() throws BadOptionException {
        var config = Config.of(
                List.of("--port", "0", "--data=/tmp/x y", "--ephemeral", "--enforce-iam=false", "--origins", "a, b"),
                Map.of());
        assertThat(config.port()).isZero();
        assertThat(config.data()).isEqualTo(Path.of("/tmp/x y"));
        assertThat(config.ephemeral()).isTrue();
        assertThat(config.enforcement()).isEqualTo(Enforcement.OFF);
        assertThat(config.origins()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void theEnvironmentDecidesWhereNoOptionDoes() throws BadOptionException {
        var environment = Map.of("TARN_PORT", "1", "TARN_ENFORCE_IAM", "1", "TARN_ACCOUNT", "000000000000");
        var config = Config.of(List.of("--port", "2"), environment);
        assertThat(config.port()).isEqualTo(2);
        assertThat(config.enforcement()).isEqualTo(Enforcement.EVERYWHERE);
        assertThat(config.account()).isEqualTo("000000000000");
    }

    @Test
    void encryptionIsOursOrLeftToTheDisk() throws BadOptionException {
        assertThat(Config.of(List.of(), Map.of()).leftToDisk()).isFalse();
        assertThat(Config.of(List.of(), Map.of("TARN_ENCRYPTION", "disk")).leftToDisk())
                .isTrue();
        assertThatThrownBy(() -> Config.of(List.of("--encryption", "none"), Map.of()))
                .isInstanceOf(BadOptionException.class);
    }

    @Test
    void policiesDecideInSomeAccountsOrInAll() throws BadOptionException {
        var some = Config.of(List.of("--enforce-iam-in", "111111111111, 222222222222"), Map.of());
        assertThat(some.enforcement().in("222222222222")).isTrue();
        assertThat(some.enforcement().in("333333333333")).isFalse();
        assertThatThrownBy(() -> Config.of(List.of("--enforce-iam", "--enforce-iam-in=111111111111"), Map.of()))
                .hasMessageContaining("not both");
    }

    @Test
    void theMasterKeyIsInAFileOrComesFromAPassphrase() throws BadOptionException {
        assertThat(Config.of(List.of(), Map.of()).masterKey()).isEqualTo(new MasterKey.Beside());
        assertThat(Config.of(List.of("--master-key-file", "/k"), Map.of()).masterKey())
                .isEqualTo(new MasterKey.InFile(Path.of("/k")));
        var environment = Map.of("TARN_MASTER_PASSPHRASE", "correct horse");
        assertThat(Config.of(List.of(), environment).masterKey())
                .isEqualTo(new MasterKey.Passphrase("correct horse"))
                .hasToString("Passphrase");
        assertThatThrownBy(() -> Config.of(List.of("--master-key-file", "/k"), environment))
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> Config.of(List.of(), Map.of("TARN_MASTER_PASSPHRASE", "short")))
                .hasMessageContaining("not enough");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prot=1",
                "port",
                "-p",
                "--port",
                "--port=x",
                "--port=65536",
                "--account=12",
                "--enforce-iam-in=12",
                "--region=earth",
                "--ephemeral=maybe",
            })
    void whatIsNotUnderstoodIsAnError(String argument) {
        assertThatThrownBy(() -> Config.of(List.of(argument), Map.of()))
                .isInstanceOf(BadOptionException.class)
                .hasMessageMatching(".*(Unknown|needs|not|true or false).*");
    }
}
