package tarn.services.iam;

import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;

/** The errors of identity providers, in AWS's own words. */
final class ProviderFaults {

    static IamException noSuchOidc(String arn) {
        return IamFaults.noSuchEntity("OpenIDConnect Provider not found for arn " + arn);
    }

    static IamException oidcExists(String url) {
        return IamFaults.alreadyExists("Provider with url https://" + url + " already exists.");
    }

    static IamException noSuchSaml(String arn) {
        return IamFaults.noSuchEntity("Manifest not found for arn " + arn);
    }

    static IamException samlExists(String name) {
        return IamFaults.alreadyExists("SAML Provider with name " + name + " already exists.");
    }

    static IamException badInput(String why) {
        return IamFaults.with(InvalidInputException.builder(), "InvalidInput", 400, why);
    }

    private ProviderFaults() {}
}
