package tarn.services.kms;

import static tarn.services.kms.KmsFaults.clusterNotFound;
import static tarn.services.kms.KmsFaults.keyStoreNotFound;
import static tarn.services.kms.KmsFaults.unsupported;

import java.util.List;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreType;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresRequest;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresResponse;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreResponse;
import tarn.kernel.Part;

/** Custom key stores. There are none: no CloudHSM cluster and no external key manager stands behind Tarn. */
final class KeyStores implements KmsClient, Part {

    @Override
    public CreateCustomKeyStoreResponse createCustomKeyStore(CreateCustomKeyStoreRequest request) {
        if (request.customKeyStoreType() == CustomKeyStoreType.EXTERNAL_KEY_STORE) {
            throw unsupported("External key stores are not supported");
        }
        throw clusterNotFound(request.cloudHsmClusterId() == null ? "" : request.cloudHsmClusterId());
    }

    @Override
    public DescribeCustomKeyStoresResponse describeCustomKeyStores(DescribeCustomKeyStoresRequest request) {
        if (request.customKeyStoreId() != null) {
            throw keyStoreNotFound(request.customKeyStoreId());
        }
        if (request.customKeyStoreName() != null) {
            throw keyStoreNotFound(request.customKeyStoreName());
        }
        return DescribeCustomKeyStoresResponse.builder()
                .customKeyStores(List.of())
                .truncated(false)
                .build();
    }

    @Override
    public UpdateCustomKeyStoreResponse updateCustomKeyStore(UpdateCustomKeyStoreRequest request) {
        throw keyStoreNotFound(request.customKeyStoreId());
    }

    @Override
    public DeleteCustomKeyStoreResponse deleteCustomKeyStore(DeleteCustomKeyStoreRequest request) {
        throw keyStoreNotFound(request.customKeyStoreId());
    }

    @Override
    public ConnectCustomKeyStoreResponse connectCustomKeyStore(ConnectCustomKeyStoreRequest request) {
        throw keyStoreNotFound(request.customKeyStoreId());
    }

    @Override
    public DisconnectCustomKeyStoreResponse disconnectCustomKeyStore(DisconnectCustomKeyStoreRequest request) {
        throw keyStoreNotFound(request.customKeyStoreId());
    }
}
