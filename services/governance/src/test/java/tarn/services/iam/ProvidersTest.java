package tarn.services.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import tarn.services.Governance;

class ProvidersTest {

    private static final String PRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";
    private static final String OIDC = "arn:aws:iam::123456789012:oidc-provider/accounts.example.com/realm";

    @RegisterExtension
    final Governance governance = new Governance();

    private IamClient iam() {
        return governance.iam();
    }

    @Test
    void anOidcProviderIsKnownByItsUrl() {
        var arn = iam().createOpenIDConnectProvider(c -> c.url("https://accounts.example.com/realm")
                        .clientIDList("one")
                        .thumbprintList(PRINT))
                .openIDConnectProviderArn();

        assertThat(arn).isEqualTo(OIDC);
        iam().addClientIDToOpenIDConnectProvider(
                        a -> a.openIDConnectProviderArn(OIDC).clientID("two"));
        iam().addClientIDToOpenIDConnectProvider(
                        a -> a.openIDConnectProviderArn(OIDC).clientID("two"));
        iam().removeClientIDFromOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(OIDC).clientID("one"));
        var kept = iam().getOpenIDConnectProvider(g -> g.openIDConnectProviderArn(OIDC));
        assertThat(kept.url()).isEqualTo("accounts.example.com/realm");
        assertThat(kept.clientIDList()).containsExactly("two");
        assertThat(kept.thumbprintList()).containsExactly(PRINT);
        assertThat(iam().listOpenIDConnectProviders().openIDConnectProviderList())
                .hasSize(1);
        refused(
                409,
                "EntityAlreadyExists",
                "Provider with url https://accounts.example.com/realm already exists.",
                () -> iam().createOpenIDConnectProvider(c -> c.url("https://accounts.example.com/realm/")));
        iam().deleteOpenIDConnectProvider(d -> d.openIDConnectProviderArn(OIDC));
        refused(
                404,
                "NoSuchEntity",
                "OpenIDConnect Provider not found for arn " + OIDC,
                () -> iam().getOpenIDConnectProvider(g -> g.openIDConnectProviderArn(OIDC)));
    }

    @Test
    void onlyThisMachineNeedsNoTls() {
        for (var url : new String[] {
            "http://accounts.example.com",
            "https://accounts.example.com:8443",
            "https://a.example/?x",
            "ftp://localhost"
        }) {
            refused(
                    400,
                    "InvalidInput",
                    "Invalid Open ID Connect Provider URL",
                    () -> iam().createOpenIDConnectProvider(c -> c.url(url)));
        }
        assertThat(iam().createOpenIDConnectProvider(c -> c.url("http://localhost:8080/realm"))
                        .openIDConnectProviderArn())
                .isEqualTo("arn:aws:iam::123456789012:oidc-provider/localhost:8080/realm");
    }

    @Test
    void aSamlProviderNeedsMetadataWithACertificate() {
        refused(
                400,
                "InvalidInput",
                "Could not parse metadata",
                () -> iam().createSAMLProvider(c -> c.name("corp").samlMetadataDocument(" ".repeat(1_000) + "<x/>")));
        var entity = "<!DOCTYPE md [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><md>&x;</md>" + " ".repeat(1_000);
        refused(
                400,
                "InvalidInput",
                "Could not parse metadata",
                () -> iam().createSAMLProvider(c -> c.name("corp").samlMetadataDocument(entity)));
    }
}
