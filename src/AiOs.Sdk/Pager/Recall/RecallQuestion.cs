namespace AiOs;

/// <summary>What a question asks for: words with their weights, parts of dates, whose words, a time, a number, one page or several.</summary>
internal sealed class RecallQuestion
{
    private const int MaxTerms = 64; // One bit each in the scorer's masks.
    private const int MaxRelated = 16; // Words that begin alike, for each word of the question.
    private const int MaxConcepts = 24; // Words that mean alike, for each word of the question.
    private const float NameWeight = 0.3f; // A speaker's name is in every other turn; who spoke is judged by itself.
    private const float ConceptWeight = 3; // Of a word that stands for a commoner one, at most; see docs/Recall.md.
    private readonly List<string> _stems = [];
    private readonly RecallStore _store;

    private RecallQuestion(RecallStore store) => _store = store;

    /// <summary>Gets the words of the question, each once.</summary>
    public List<RecallQuestionTerm> Terms { get; } = [];

    /// <summary>Gets words that begin like words of the question.</summary>
    public List<RecallQuestionTerm> Related { get; } = [];

    /// <summary>Gets words that mean something like words of the question, or a kind of it.</summary>
    public List<RecallQuestionTerm> Concepts { get; } = [];

    /// <summary>Gets the parts of dates that the question names.</summary>
    public List<CalendarPart> Calendar { get; } = [];

    /// <summary>Gets the first day of a time that is named by its distance from the asking; 0 for none.</summary>
    public int Day { get; private set; }

    public int Days { get; private set; }

    /// <summary>Gets the one author whom the question names; 0 for none, or for several.</summary>
    public ushort Author { get; private set; }

    public bool AsksWhen { get; private set; }

    public bool AsksHowMany { get; private set; }

    /// <summary>Gets a value indicating whether several pages are asked for: "which books", "in what order".</summary>
    public bool AsksForSeveral { get; private set; }

    public bool NamesTime => Calendar.Count > 0 || Day != 0;

    public float TotalWeight { get; private set; }

    /// <summary>Keeps only the words that tell most of those that stand for words of the question.</summary>
    public void KeepBestRelatives(int limit)
    {
        KeepBest(Related, limit);
        KeepBest(Concepts, limit);
    }

    public static RecallQuestion Read(RecallQuery query, RecallStore store)
    {
        var question = new RecallQuestion(store);
        var authors = new HashSet<ushort>();
        Span<char> buffer = stackalloc char[WordReader.MaxWordLength];
        var words = new WordReader(query.Text, buffer);
        var phrase = new TimePhrase(query.AskedAt is { } now ? DateOnly.FromDateTime(now.DateTime) : default);
        string previous = "";
        int sinceWhich = int.MaxValue / 2;
        while (words.Read())
        {
            string written = words.Written.ToString().ToLowerInvariant();
            phrase.Read(written);
            ushort author = store.Names.FindAuthor(words.Written);
            sinceWhich = written is "what" or "which" ? 0 : sinceWhich + 1;
            question.Note(previous, written);
            question.AsksForSeveral |= sinceWhich is >= 1 and <= 3 && author == 0 && !words.IsStopWord && IsPlural(written);
            if (author != 0)
            {
                authors.Add(author);
            }

            if (!words.IsStopWord)
            {
                question.AddTerm(words.Stem, author != 0);
            }

            previous = written;
        }

        question.Author = authors.Count == 1 ? authors.First() : (ushort)0;
        (question.Day, question.Days) = (phrase.Day, phrase.Days);
        question.AddRelatives();
        return question;
    }

    // In the order of the question's words, which the sums over them rely on.
    private static void KeepBest(List<RecallQuestionTerm> terms, int limit)
    {
        if (terms.Count > limit)
        {
            var kept = terms.OrderByDescending(static term => term.Weight).Take(limit).ToHashSet();
            terms.RemoveAll(term => !kept.Contains(term));
        }
    }

    // Endings, not a dictionary: "-ss" is hardly ever a plural, and short words in "s" are seldom nouns.
    private static bool IsPlural(string word) => word.Length > 3 && word[^1] == 's' && word[^2] != 's';

    private void Note(string previous, string word)
    {
        AsksWhen |= word == "when" || (previous is "what" or "which" && word is "date" or "day" or "year" or "month" or "week" or "time");
        AsksHowMany |= previous == "how" && word is "many" or "much" or "often" or "old" or "long";
        AsksForSeveral |= (previous is "what" or "which" && word == "order") || word is "timeline" or "chronological" or "chronologically";
        if (CalendarWords.TryRead(word, out var part))
        {
            Calendar.Add(part);
        }
    }

    private void AddTerm(ReadOnlySpan<char> stem, bool isName)
    {
        foreach (string known in _stems)
        {
            if (stem.SequenceEqual(known))
            {
                return;
            }
        }

        if (Terms.Count < MaxTerms)
        {
            int term = _store.Terms.Find(stem);
            float weight = (isName ? NameWeight : 1) * Idf(term);
            Terms.Add(new RecallQuestionTerm(term, weight, Terms.Count));
            _stems.Add(isName ? "" : stem.ToString());
            TotalWeight += weight;
        }
    }

    private float Idf(int term) => Bm25.Idf(term < 0 ? 0 : _store.Terms.PagesWith(term), _store.Documents.Count);

    private void AddRelatives()
    {
        var own = Terms.Select(static term => term.Term).ToHashSet();
        var found = new List<int>();
        for (int word = 0; word < _stems.Count; word++)
        {
            found.Clear();
            _store.Terms.FindRelated(_stems[word], found);
            found.Remove(Terms[word].Term);
            AddBest(Related, found, word, Terms[word].Weight, MaxRelated);

            found.Clear();
            found.AddRange(ConceptWords.Of(_stems[word]).Select(stem => _store.Terms.Find(stem)).Where(term => term >= 0 && !own.Contains(term)));
            AddBest(Concepts, found, word, Math.Max(Terms[word].Weight, ConceptWeight), MaxConcepts);
        }
    }

    // The rarest say most; of equally rare ones the alphabet decides, so that the order of their coming says nothing.
    private void AddBest(List<RecallQuestionTerm> terms, List<int> found, int word, float maxWeight, int limit)
    {
        found.Sort((a, b) => _store.Terms.PagesWith(a) is var pages && _store.Terms.PagesWith(b) is var others && pages != others
            ? pages.CompareTo(others)
            : _store.Terms.WordAt(a).CompareTo(_store.Terms.WordAt(b), StringComparison.Ordinal));
        foreach (int term in found.Take(limit))
        {
            terms.Add(new RecallQuestionTerm(term, Math.Min(maxWeight, Idf(term)), word));
        }
    }
}
