namespace AiOs;

/// <summary>What a question asks for: words with their weights, parts of dates, whose words, a time, a number.</summary>
internal sealed class RecallQuestion
{
    private const int MaxTerms = 64; // One bit each in the scorer's masks.
    private const float NameWeight = 0.3f; // A speaker's name is in every other turn; who spoke is judged by itself.

    public List<RecallQuestionTerm> Terms { get; } = [];

    /// <summary>Gets the parts of dates that the question names.</summary>
    public List<CalendarPart> Calendar { get; } = [];

    /// <summary>Gets the one author whom the question names; 0 for none, or for several.</summary>
    public ushort Author { get; private set; }

    public bool AsksWhen { get; private set; }

    public bool AsksHowMany { get; private set; }

    public float TotalWeight { get; private set; }

    public static RecallQuestion Read(RecallQuery query, RecallStore store)
    {
        var question = new RecallQuestion();
        var authors = new HashSet<ushort>();
        Span<char> buffer = stackalloc char[WordReader.MaxWordLength];
        var words = new WordReader(query.Text, buffer);
        string previous = "";
        while (words.Read())
        {
            string written = words.Written.ToString().ToLowerInvariant();
            question.Note(previous, written, query.AskedAt);
            ushort author = store.FindAuthor(words.Written);
            if (author != 0)
            {
                authors.Add(author);
            }

            if (!words.IsStopWord)
            {
                question.AddTerm(words.Stem, author == 0 ? 1 : NameWeight, store);
            }

            previous = written;
        }

        question.Author = authors.Count == 1 ? authors.First() : (ushort)0;
        return question;
    }

    private void Note(string previous, string word, DateTimeOffset? askedAt)
    {
        AsksWhen |= word == "when" || (previous is "what" or "which" && word is "date" or "day" or "year" or "month" or "week" or "time");
        AsksHowMany |= previous == "how" && word is "many" or "much" or "often" or "old" or "long";
        if (CalendarWords.TryRead(word, out var part))
        {
            Calendar.Add(part);
        }
        else if (askedAt is { } now)
        {
            AddRelative(previous, word, now);
        }
    }

    // "Yesterday" is a date once it is known when it was said.
    private void AddRelative(string previous, string word, DateTimeOffset now)
    {
        switch (previous, word)
        {
            case (_, "today" or "tonight"):
                CalendarWords.AddParts(now, Calendar);
                break;
            case (_, "yesterday"):
                CalendarWords.AddParts(now.AddDays(-1), Calendar);
                break;
            case ("last", "month"):
                AddMonth(now.AddMonths(-1));
                break;
            case ("this", "month"):
                AddMonth(now);
                break;
            case ("last", "year"):
                Calendar.Add(new CalendarPart(CalendarUnit.Year, now.Year - 1));
                break;
            case ("this", "year"):
                Calendar.Add(new CalendarPart(CalendarUnit.Year, now.Year));
                break;
            default:
                break;
        }
    }

    private void AddMonth(DateTimeOffset time)
    {
        Calendar.Add(new CalendarPart(CalendarUnit.Year, time.Year));
        Calendar.Add(new CalendarPart(CalendarUnit.Month, time.Month));
    }

    private void AddTerm(ReadOnlySpan<char> stem, float weight, RecallStore store)
    {
        foreach (var known in Terms)
        {
            if (stem.SequenceEqual(known.Word))
            {
                return;
            }
        }

        if (Terms.Count < MaxTerms)
        {
            var term = store.Vocabulary.Find(stem);
            float idf = Bm25.Idf(term?.Pages.Count ?? 0, store.LiveCount);
            Terms.Add(new RecallQuestionTerm(stem.ToString(), term, weight * idf));
            TotalWeight += weight * idf;
        }
    }
}
