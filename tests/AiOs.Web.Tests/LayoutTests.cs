using System.Text.Json;
using Xunit;

namespace AiOs;

/// <summary>Pages of many layouts and languages, each written and marked before its result was seen.</summary>
/// <remarks>Rules may be written with the known half. Of the held one only the figure is looked at, or it says nothing any more.</remarks>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("known")]
    [InlineData("held")]
    public async Task Pages_GiveTheirMainContent(string half)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Layouts", half);
        using var truth = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "ground-truth.json")));
        var scores = new List<ShingleScore>();
        foreach (var page in truth.RootElement.EnumerateObject())
        {
            string html = await File.ReadAllTextAsync(Path.Combine(folder, "html", page.Name + ".html"));
            string text = ArticleExtractor.Extract(html, new Uri(page.Value.GetProperty("url").GetString()!)).Text;
            scores.Add(ShingleScore.Compare(page.Value.GetProperty("articleBody").GetString()!, text));
        }

        double f1 = ShingleScore.Combine(scores.Average(score => score.Precision), scores.Average(score => score.Recall));
        Assert.True(scores.Count == 26 && f1 >= 0.95, $"F1 of {scores.Count} pages: {f1:0.0000}");
    }
}
