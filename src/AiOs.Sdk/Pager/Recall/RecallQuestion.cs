namespace AiOs;

/// <summary>What a question asks for: words with their weights, parts of dates, whose words, a time, a number, one page or several.</summary>
/// <remarks>Kept from search to search, so that it is allocated once.</remarks>
internal sealed class RecallQuestion
{
    private const int MaxTerms = 64; // One bit each in the scorer's masks.
    private const int MaxRelated = 16; // Words that begin alike, for each word of the question.
    private const int MaxConcepts = 24; // Words that mean alike, for each word of the question.
    private const float NameWeight = 0.3f; // A speaker's name is in every other turn; who spoke is judged by itself.
    private const float ConceptWeight = 3; // Of a word that stands for a commoner one, at most; see docs/Recall.md.
    private readonly char[] _stems = new char[MaxTerms * WordReader.MaxWordLength]; // One after the other.
    private readonly int[] _stemEnds = new int[MaxTerms];
    private readonly List<int> _found = [];
    private RecallStore _store = null!;

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

    /// <summary>Gets a value indicating whether several pages are asked for: "which books", "how many", "what kind of", "both", "in what order".</summary>
    public bool AsksForSeveral { get; private set; }

    /// <summary>Gets a value indicating whether several pages may answer: "where has she been", "what does she like" ask for everything up to now.</summary>
    public bool MayAskForSeveral { get; private set; }

    public bool NamesTime => Calendar.Count > 0 || Day != 0;

    public float TotalWeight { get; private set; }

    /// <summary>Keeps only the words that tell most of those that stand for words of the question.</summary>
    public void KeepBestRelatives(int limit)
    {
        KeepBest(Related, limit);
        KeepBest(Concepts, limit);
    }

    /// <summary>Reads a question for an index; what was read before is forgotten.</summary>
    public void Read(RecallQuery query, RecallStore store)
    {
        Begin(store);
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        Span<char> previousBuffer = stackalloc char[WordReader.MaxWordLength];
        int previousLength = 0;
        var words = new WordReader(query.Text, buffer);
        var phrase = new TimePhrase(query.AskedAt is { } now ? DateOnly.FromDateTime(now.DateTime) : default);
        bool namesOthers = false;
        int sinceWhich = int.MaxValue / 2;
        bool asksWhat = false;
        while (words.Read())
        {
            if (words.IsRepeat)
            {
                AddTerm(words, isName: false);
                continue;
            }

            var written = words.Folded;
            if (words.BeginsSentence)
            {
                phrase.BeginSentence();
            }

            phrase.Read(written);
            ushort author = store.Names.FindAuthor(written);
            asksWhat |= written is "what" or "which" or "where" or "who";
            MayAskForSeveral |= asksWhat && (written is "has" or "have");
            sinceWhich = written is "what" or "which" ? 0 : sinceWhich + 1;
            Note(previousBuffer[..previousLength], written);
            AsksForSeveral |= sinceWhich is >= 1 and <= 3 && author == 0 && !words.IsStopWord && IsPlural(written);
            AsksForSeveral |= sinceWhich is 2 or 3 && written is "of" && IsKind(previousBuffer[..previousLength]);
            namesOthers |= author != 0 && Author != 0 && author != Author;
            Author = author != 0 ? author : Author;
            AddTerm(words, author != 0);
            written.CopyTo(previousBuffer);
            previousLength = written.Length;
        }

        Author = namesOthers ? (ushort)0 : Author;
        MayAskForSeveral |= AsksForSeveral;
        (Day, Days) = (phrase.Day, phrase.Days);
        AddRelatives();
    }

    private void Begin(RecallStore store)
    {
        _store = store;
        Terms.Clear();
        Related.Clear();
        Concepts.Clear();
        Calendar.Clear();
        Author = 0;
        TotalWeight = 0;
        (AsksWhen, AsksHowMany, AsksForSeveral, MayAskForSeveral) = (false, false, false, false);
    }

    /// <summary>Gives the weight that the best so many words have at least.</summary>
    public static float WeightOfBest(List<RecallQuestionTerm> terms, int limit)
    {
        if (terms.Count <= limit)
        {
            return 0;
        }

        Span<float> best = stackalloc float[limit];
        int count = 0;
        foreach (var term in terms)
        {
            int place = count < limit ? count++ : limit;
            for (; place > 0 && term.Weight > best[place - 1]; place--)
            {
                if (place < limit)
                {
                    best[place] = best[place - 1];
                }
            }

            if (place < limit)
            {
                best[place] = term.Weight;
            }
        }

        return best[^1];
    }

    // In the order of the question's words, which the sums over them rely on; of equal weights the first are kept.
    private static void KeepBest(List<RecallQuestionTerm> terms, int limit)
    {
        if (terms.Count <= limit)
        {
            return;
        }

        float least = WeightOfBest(terms, limit);
        int equal = limit;
        foreach (var term in terms)
        {
            equal -= term.Weight > least ? 1 : 0;
        }

        int kept = 0;
        for (int i = 0; i < terms.Count; i++)
        {
            if (terms[i].Weight > least || (terms[i].Weight == least && equal-- > 0))
            {
                terms[kept++] = terms[i];
            }
        }

        terms.RemoveRange(kept, terms.Count - kept);
    }

    // Endings, not a dictionary: "-ss" is hardly ever a plural, and short words in "s" are seldom nouns.
    private static bool IsPlural(ReadOnlySpan<char> word) =>
        (word.Length > 3 && word[^1] == 's' && word[^2] != 's') || word is "children" or "people" or "men" or "women" or "feet" or "teeth" or "mice";

    // "What kind of music" asks for whatever was said of it.
    private static bool IsKind(ReadOnlySpan<char> word) => word is "kind" or "type" or "sort";

    private void Note(ReadOnlySpan<char> previous, ReadOnlySpan<char> word)
    {
        AsksWhen |= word is "when" || (previous is "what" or "which" && word is "date" or "day" or "year" or "month" or "week" or "time");
        AsksHowMany |= previous is "how" && word is "many" or "much" or "often" or "old" or "long";
        AsksForSeveral |= (previous is "what" or "which" && word is "order") || word is "timeline" or "chronological" or "chronologically";
        AsksForSeveral |= (previous is "how" && word is "many" or "often") || (previous is "in" && word is "common") || word is "both";
        MayAskForSeveral |= previous is "what" && word is "do" or "does";
        if (CalendarWords.TryRead(word, out var part))
        {
            Calendar.Add(part);
        }
    }

    private void AddTerm(scoped in WordReader word, bool isName)
    {
        if (!word.IsStopWord)
        {
            AddTerm(word.Stem, isName);
        }
    }

    private void AddTerm(ReadOnlySpan<char> stem, bool isName)
    {
        for (int word = 0; word < Terms.Count; word++)
        {
            if (stem.SequenceEqual(StemOf(word)))
            {
                return;
            }
        }

        if (Terms.Count < MaxTerms)
        {
            int term = _store.Terms.Find(stem);
            float weight = (isName ? NameWeight : 1) * Idf(term);
            int start = Terms.Count == 0 ? 0 : _stemEnds[Terms.Count - 1];
            int length = isName ? 0 : stem.Length; // A name has no relatives.
            stem[..length].CopyTo(_stems.AsSpan(start));
            _stemEnds[Terms.Count] = start + length;
            Terms.Add(new RecallQuestionTerm(term, weight, Terms.Count));
            TotalWeight += weight;
        }
    }

    private ReadOnlySpan<char> StemOf(int word) => _stems.AsSpan((word == 0 ? 0 : _stemEnds[word - 1]).._stemEnds[word]);

    private float Idf(int term) => Bm25.Idf(term < 0 ? 0 : _store.Terms.PagesWith(term), _store.Documents.Count);

    private void AddRelatives()
    {
        for (int word = 0; word < Terms.Count; word++)
        {
            var stem = StemOf(word);
            _found.Clear();
            _store.Terms.FindRelated(stem, _found);
            _found.Remove(Terms[word].Term);
            AddBest(Related, word, Terms[word].Weight, MaxRelated);

            _found.Clear();
            foreach (string other in ConceptWords.Of(stem))
            {
                if (_store.Terms.Find(other) is >= 0 and var term && !IsOwn(term))
                {
                    _found.Add(term);
                }
            }

            AddBest(Concepts, word, Math.Max(Terms[word].Weight, ConceptWeight), MaxConcepts);
        }
    }

    private bool IsOwn(int term)
    {
        foreach (var own in Terms)
        {
            if (own.Term == term)
            {
                return true;
            }
        }

        return false;
    }

    // The rarest of those found; they say most.
    private void AddBest(List<RecallQuestionTerm> terms, int word, float maxWeight, int limit)
    {
        Span<int> best = stackalloc int[limit];
        int count = 0;
        foreach (int term in _found)
        {
            if (count == limit && !Precedes(term, best[count - 1]))
            {
                continue;
            }

            int place = count < limit ? count++ : count - 1;
            for (; place > 0 && Precedes(term, best[place - 1]); place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = term;
        }

        foreach (int term in best[..count])
        {
            terms.Add(new RecallQuestionTerm(term, Math.Min(maxWeight, Idf(term)), word));
        }
    }

    // Of equally rare words the alphabet decides, so that the order of their coming says nothing.
    private bool Precedes(int term, int other) =>
        _store.Terms.PagesWith(term) is var pages && _store.Terms.PagesWith(other) is var others && pages != others
            ? pages < others
            : _store.Terms.WordAt(term).SequenceCompareTo(_store.Terms.WordAt(other)) < 0;
}
