namespace AiOs;

public sealed class RestrictedReadersPolicyConformanceTests : SecurityPolicyConformanceTests
{
    protected override ISecurityPolicy CreatePolicy() => new RestrictedReadersPolicy();
}
