using System.Net;

namespace AiOs;

/// <summary>Answers in the shapes of the services: four pages for "river", one of them twice, one without a web address.</summary>
internal static class SearchAnswers
{
    public const string Searxng = """
        {"query":"river","results":[
        {"url":"https://one.example/","title":"The <b>river</b> &amp; the sea","content":"Long <em>rivers</em>.","publishedDate":"2024-05-01T10:00:00"},
        {"url":"https://one.example/","title":"Again"},
        {"url":"javascript:alert(1)","title":"Bad"},
        {"url":"http://two.example/","title":"Two","content":null},
        {"title":"No address"}, 7,
        {"url":"https://three.example/x?y=1","title":"Three","content":"Text"}]}
        """;

    public static string Brave { get; } = """{"type":"search","web":{"results":"""
        + Array(Searxng).Replace("\"content\"", "\"description\"", StringComparison.Ordinal)
            .Replace("publishedDate", "page_age", StringComparison.Ordinal) + "}}";

    public static string Bing { get; } = """{"_type":"SearchResponse","webPages":{"value":"""
        + Array(Searxng).Replace("\"content\"", "\"snippet\"", StringComparison.Ordinal).Replace("\"title\"", "\"name\"", StringComparison.Ordinal)
            .Replace("publishedDate", "datePublished", StringComparison.Ordinal) + "}}";

    public static HttpClient Client(string answer) => new(Handler(answer));

    public static FixedHandler Handler(string answer) => new(request =>
        (HttpStatusCode.OK, request.RequestUri!.Query.Contains("river", StringComparison.Ordinal) ? answer : "{}"));

    private static string Array(string answer) => answer[answer.IndexOf('[', StringComparison.Ordinal)..(answer.LastIndexOf(']') + 1)];
}
