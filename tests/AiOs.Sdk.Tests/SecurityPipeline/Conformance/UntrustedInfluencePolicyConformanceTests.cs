namespace AiOs;

public sealed class UntrustedInfluencePolicyConformanceTests : SecurityPolicyConformanceTests
{
    protected override ISecurityPolicy CreatePolicy() => new UntrustedInfluencePolicy();
}
