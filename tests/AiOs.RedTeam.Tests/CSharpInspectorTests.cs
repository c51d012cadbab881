using Xunit;

namespace AiOs;

public sealed class CSharpInspectorTests
{
    [Theory]
    [InlineData("var c = new SqlCommand($\"SELECT * FROM t WHERE id = {id}\", db);", "CWE-89")]
    [InlineData("command.CommandText = \"SELECT * FROM t WHERE n = '\" + name + \"'\";", "CWE-89")]
    [InlineData("var rows = db.Users.FromSqlRaw(string.Format(\"SELECT {0}\", x));", "CWE-89")]
    [InlineData("Process.Start(\"sh\", \"-c \" + command);", "CWE-78")]
    [InlineData("var f = new BinaryFormatter();", "CWE-502")]
    [InlineData("var s = new Settings { TypeNameHandling = TypeNameHandling.All };", "CWE-502")]
    [InlineData("byte[] h = MD5.HashData(bytes);", "CWE-327")]
    [InlineData("aes.Mode = CipherMode.ECB;", "CWE-327")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;", "CWE-295")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = delegate { return true; };", "CWE-295")]
    [InlineData("settings.DtdProcessing = DtdProcessing.Parse;", "CWE-611")]
    [InlineData("class A { const string Password = \"hunter22\"; }", "CWE-798")]
    [InlineData("await CSharpScript.EvaluateAsync(text);", "CWE-94")]
    public void WeakCode_IsFound(string code, string weakness)
    {
        var finding = Assert.Single(new CSharpInspector().Inspect("// first\n" + code));
        Assert.Equal(weakness, finding.Weakness);
        Assert.Equal(2, finding.Line);
    }

    [Theory]
    [InlineData("var c = new SqlCommand(\"SELECT * \" + \"FROM t WHERE id = @id\", db);")]
    [InlineData("db.Users.FromSql($\"SELECT {id}\");")]
    [InlineData("// new BinaryFormatter()\nvar s = \"new BinaryFormatter()\";")]
    [InlineData("Process.Start(new ProcessStartInfo(\"ls\") { ArgumentList = { path } });")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, c, _, e) => e == SslPolicyErrors.None;")]
    [InlineData("string password = Read(); SHA256.HashData(b); settings.DtdProcessing = DtdProcessing.Prohibit;")]
    [InlineData("not C# at all {{{ ]] \"")]
    public void SoundCode_HasNoFindings(string code) => Assert.Empty(new CSharpInspector().Inspect(code));

    [Fact]
    public async Task TheStage_AsksTheInspector()
    {
        var stage = new VulnerableCodeStage([new CSharpInspector()]);
        var content = new SecurityContent(
            SecurityDirection.Output, new ProcessId(1), "```csharp\nvar f = new BinaryFormatter();\n```", SecurityLabel.User);
        Assert.Contains("line 2", (await stage.EvaluateAsync(content)).Replacement, StringComparison.Ordinal);
    }
}
