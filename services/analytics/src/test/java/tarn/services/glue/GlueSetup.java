package tarn.services.glue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.s3.S3;

/** Glue beside the real S3 on a test's platform. */
final class GlueSetup {

    private GlueSetup() {}

    /** Glue, asked as the test's caller. */
    static GlueClient glue(LocalPlatform platform) {
        platform.services().add(GlueClient.class, () -> Glue.on(platform));
        platform.services().add(S3Client.class, () -> S3.on(platform));
        return as(platform, GlueClient.class);
    }

    /** A service of a platform, asked as the test's caller whatever the thread. */
    static <C extends software.amazon.awssdk.awscore.AwsClient> C as(LocalPlatform platform, Class<C> contract) {
        var client = platform.client(contract);
        return contract.cast(Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> {
                    try {
                        return TestPlatform.CALLER.call(() -> method.isDefault() && isBuilding(method, arguments)
                                ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.invoke(client, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The SDK's forms that build their request by a lambda, and paginators, end in the plain ones. */
    private static boolean isBuilding(java.lang.reflect.Method method, Object[] arguments) {
        return method.getName().endsWith("Paginator")
                || (arguments != null
                        && arguments.length > 0
                        && !(arguments[0] instanceof software.amazon.awssdk.core.SdkRequest));
    }
}
