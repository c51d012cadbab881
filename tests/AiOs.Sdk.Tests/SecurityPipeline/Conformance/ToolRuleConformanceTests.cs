namespace AiOs;

public sealed class ToolRuleConformanceTests : SecurityPolicyConformanceTests
{
    protected override ISecurityPolicy CreatePolicy() => ToolRule
        .Block("no sending", static call => call.Tool.Effects.HasFlag(ToolEffects.Sends), "nothing is sent at night")
        .For("send")
        .Unless(static call => call.Tool.Audience.IsEveryone && call.ControlLabel.Integrity > Integrity.User);
}
