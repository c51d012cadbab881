using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AiOs;

/// <summary>Walks through a syntax tree and notes weaknesses.</summary>
internal sealed class WeaknessWalker(CancellationToken cancellationToken) : CSharpSyntaxWalker
{
    private static readonly HashSet<string> QueryTypes = new(
        ["SqlCommand", "SqliteCommand", "NpgsqlCommand", "MySqlCommand", "OleDbCommand", "OdbcCommand",
            "OracleCommand", "SqlDataAdapter"], StringComparer.Ordinal);

    private static readonly HashSet<string> QueryMethods = new(
        ["FromSqlRaw", "ExecuteSqlRaw", "ExecuteSqlRawAsync", "SqlQueryRaw"], StringComparer.Ordinal);

    private static readonly HashSet<string> Formatters = new(
        ["BinaryFormatter", "NetDataContractSerializer", "SoapFormatter", "LosFormatter", "ObjectStateFormatter"], StringComparer.Ordinal);

    private static readonly HashSet<string> BrokenAlgorithms = new(
        ["MD5", "SHA1", "DES", "TripleDES", "RC2", "MD5CryptoServiceProvider",
            "SHA1Managed", "SHA1CryptoServiceProvider", "DESCryptoServiceProvider", "RC2CryptoServiceProvider"], StringComparer.Ordinal);

    private static readonly HashSet<string> CertificateCallbacks = new(
        ["ServerCertificateCustomValidationCallback", "ServerCertificateValidationCallback", "RemoteCertificateValidationCallback"], StringComparer.Ordinal);

    private static readonly string[] SecretNames = ["password", "passwd", "secret", "apikey", "api_key", "accesskey", "connectionstring"];

    public List<CodeFinding> Findings { get; } = [];

    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        string type = NameOf(node.Type);
        var arguments = node.ArgumentList?.Arguments ?? default;
        if (QueryTypes.Contains(type) && arguments.Count > 0 && IsPutTogether(arguments[0].Expression))
        {
            Add(node, "CWE-89", "a query is put together from values");
        }

        CheckType(node, type);
        base.VisitObjectCreationExpression(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var arguments = node.ArgumentList.Arguments;
        string receiver = node.Expression is MemberAccessExpressionSyntax access ? NameOf(access.Expression) : "";
        string method = node.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
            IdentifierNameSyntax name => name.Identifier.Text,
            _ => "",
        };
        if (QueryMethods.Contains(method) && arguments.Any(argument => IsPutTogether(argument.Expression)))
        {
            Add(node, "CWE-89", "a query is put together from values");
        }
        else if (method is "Start" && receiver is "Process" && arguments.Any(argument => IsPutTogether(argument.Expression)))
        {
            Add(node, "CWE-78", "a command is put together from values");
        }
        else if (method is "Create" or "HashData" && BrokenAlgorithms.Contains(receiver))
        {
            Add(node, "CWE-327", $"{receiver} is a broken algorithm");
        }
        else if (method is "Load" or "LoadFrom" or "UnsafeLoadFrom" && receiver is "Assembly"
            && arguments.Any(argument => argument.Expression is not LiteralExpressionSyntax))
        {
            Add(node, "CWE-94", "code is loaded from a value");
        }
        else if (method is "EvaluateAsync" or "RunAsync" && receiver is "CSharpScript")
        {
            Add(node, "CWE-94", "text is run as code");
        }
        else if (method is "Raw" && receiver is "Html")
        {
            Add(node, "CWE-79", "text becomes HTML");
        }

        base.VisitInvocationExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        string name = NameOf(node.Left);
        if (name is "CommandText" && IsPutTogether(node.Right))
        {
            Add(node, "CWE-89", "a query is put together from values");
        }
        else if (name is "Arguments" && IsPutTogether(node.Right))
        {
            Add(node, "CWE-78", "a command's arguments are put together; use ArgumentList");
        }
        else if (CertificateCallbacks.Contains(name) && (AcceptsAll(node.Right) || NameOf(node.Right) is "DangerousAcceptAnyServerCertificateValidator"))
        {
            Add(node, "CWE-295", "a certificate is not checked");
        }
        else if (name is "DtdProcessing" && NameOf(node.Right) is "Parse")
        {
            Add(node, "CWE-611", "XML entities are resolved");
        }
        else if (name is "TypeNameHandling" && NameOf(node.Right) is not "None")
        {
            Add(node, "CWE-502", "JSON names the types to make");
        }
        else if (name is "Mode" && NameOf(node.Right) is "ECB")
        {
            Add(node, "CWE-327", "the mode ECB shows equal blocks");
        }
        else
        {
            CheckSecret(node, name, node.Right);
        }

        base.VisitAssignmentExpression(node);
    }

    public override void VisitVariableDeclarator(VariableDeclaratorSyntax node)
    {
        if (node.Initializer is { Value: var value })
        {
            CheckSecret(node, node.Identifier.Text, value);
        }

        if (node.Parent is VariableDeclarationSyntax declaration)
        {
            CheckType(node, node.Initializer?.Value is ImplicitObjectCreationExpressionSyntax ? NameOf(declaration.Type) : "");
        }

        base.VisitVariableDeclarator(node);
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };

    // Constants may be joined; a value in a query or command is what an attacker writes.
    private static bool IsPutTogether(ExpressionSyntax expression) => expression switch
    {
        InterpolatedStringExpressionSyntax text => text.Contents.OfType<InterpolationSyntax>().Any(),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum =>
            !IsConstant(sum)
            && sum.DescendantNodes().Any(static node => node.IsKind(SyntaxKind.StringLiteralExpression) || node is InterpolatedStringExpressionSyntax),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Format" or "Concat" } } => true,
        ParenthesizedExpressionSyntax inner => IsPutTogether(inner.Expression),
        _ => false,
    };

    private static bool IsConstant(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax => true,
        BinaryExpressionSyntax binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        ParenthesizedExpressionSyntax inner => IsConstant(inner.Expression),
        _ => false,
    };

    private static bool AcceptsAll(ExpressionSyntax callback) => callback switch
    {
        LambdaExpressionSyntax { ExpressionBody: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } => true,
        AnonymousFunctionExpressionSyntax { Block.Statements: [ReturnStatementSyntax { Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression }] } => true,
        _ => false,
    };

    private void CheckType(SyntaxNode node, string type)
    {
        if (Formatters.Contains(type))
        {
            Add(node, "CWE-502", $"{type} makes any object from bytes");
        }
        else if (BrokenAlgorithms.Contains(type))
        {
            Add(node, "CWE-327", $"{type} is a broken algorithm");
        }
    }

    private void CheckSecret(SyntaxNode node, string name, ExpressionSyntax value)
    {
        bool isNamed = SecretNames.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));
        if (isNamed && value is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token.ValueText: { Length: >= 6 } text }
            && !text.Contains(' '))
        {
            Add(node, "CWE-798", "a credential stands in the code");
        }
    }

    private void Add(SyntaxNode node, string weakness, string message) =>
        Findings.Add(new CodeFinding(weakness, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, message));
}
