namespace Parley.Agents.Answering;

/// <summary>The words of the callee so far, and what they point to.</summary>
internal sealed class AnswerWords(AnswerPhrases phrases)
{
    private readonly List<string> _words = [];
    private readonly float[] _votes = new float[Enum.GetValues<Cue>().Length];
    private int _final;

    /// <summary>How many there are.</summary>
    public int Count => _words.Count;

    /// <summary>Share of them that only greet, 0 to 1.</summary>
    public float Greeting { get; private set; }

    /// <summary>When the last came, since the answer.</summary>
    public TimeSpan At { get; private set; }

    /// <summary>The words in one line, in the form in which they are compared.</summary>
    public string Text => string.Join(' ', _words);

    /// <summary>Votes for a recording of whatever kind.</summary>
    public float Recorded => this[Cue.Machine] + this[Cue.Full] + this[Cue.Screening] + this[Cue.Ivr] + this[Cue.Intercept];

    /// <summary>Votes for a cue.</summary>
    public float this[Cue cue] => _votes[(int)cue];

    /// <summary>Takes what the recogniser says now.</summary>
    public void Hear(Transcript transcript, TimeSpan at)
    {
        _words.RemoveRange(_final, _words.Count - _final);
        _words.AddRange(AnswerText.Words(transcript.Text));
        _final = transcript.IsFinal ? _words.Count : _final;
        At = at;
        Greeting = phrases.Vote(_words, _votes);
    }

    /// <summary>Which kind of recording the words name; null while they name none.</summary>
    public AnsweredBy? Kind()
    {
        var (machine, kind, most) = (this[Cue.Machine] + (2 * this[Cue.Full]), (AnsweredBy?)null, 0.6f);
        Weigh(AnsweredBy.Intercept, this[Cue.Intercept] - (this[Cue.Full] > 0 ? 9 : 0));
        Weigh(AnsweredBy.Ivr, this[Cue.Ivr]);
        Weigh(AnsweredBy.Screening, this[Cue.Screening]);
        return machine > most ? AnsweredBy.Machine : kind;

        void Weigh(AnsweredBy candidate, float votes)
        {
            if (votes >= most)
            {
                (kind, most) = (candidate, votes);
            }
        }
    }
}
