namespace Parley.Audio.CallProgress;

/// <summary>
/// Joins tone frames to tones. The pitch may move by 25 Hz a frame (chirps, beating pairs such as 440 + 480 Hz); one bad frame in between
/// is forgiven, as a lost packet makes. A jump to another pitch ends one tone and begins the next (special information tones have no gap).
/// </summary>
internal sealed class ToneTracker
{
    private const double MostStepHz = 25;
    private const int ForgivenFrames = 1;

    private Track _current;
    private Track _candidate;

    /// <summary>Whether a tone of at least three frames is going on.</summary>
    public bool IsActive => _current.Frames >= 3;

    /// <summary>The tone that is going on, as far as it has come.</summary>
    public Tone Active => _current.ToTone();

    /// <summary>Takes the next frame.</summary>
    /// <param name="index">Its number since the answer.</param>
    /// <param name="frame">What the spectrum says.</param>
    /// <param name="levelDbov">Its level.</param>
    /// <param name="finished">The tone that this frame has shown to be over.</param>
    public bool Process(int index, ToneFrame frame, double levelDbov, out Tone finished)
    {
        finished = default;
        if (frame.IsTone && _current.Matches(frame))
        {
            _current.Add(index, frame, levelDbov);
            _candidate = default;
            return false;
        }

        if (frame.IsTone && _candidate.Matches(frame))
        {
            _candidate.Add(index, frame, levelDbov);
        }
        else
        {
            _candidate = frame.IsTone ? new(index, frame, levelDbov) : default;
        }

        if (_current.Frames > 0 && index - _current.LastIndex <= ForgivenFrames)
        {
            return false;
        }

        var ended = _current;
        (_current, _candidate) = (_candidate, default);
        finished = ended.ToTone();
        return ended.Frames >= 3;
    }

    private struct Track
    {
        private double _lowSum;
        private double _highSum;
        private double _levelSum;
        private double _indexSum;
        private double _indexSquareSum;
        private double _productSum;
        private double _lowSquareSum;
        private int _dualFrames;
        private double _lastLow;
        private double _lastHigh;
        private int _firstIndex;

        public Track(int index, ToneFrame frame, double levelDbov) => Add(index, frame, levelDbov);

        public int Frames { get; private set; }

        public int LastIndex { get; private set; }

        public readonly bool Matches(ToneFrame frame) => Frames > 0
            && (Math.Abs(frame.LowHz - _lastLow) < MostStepHz || (_lastHigh > 0 && Math.Abs(frame.LowHz - _lastHigh) < MostStepHz)
                || (frame.HighHz > 0 && Math.Abs(frame.HighHz - _lastLow) < MostStepHz));

        public void Add(int index, ToneFrame frame, double levelDbov)
        {
            _firstIndex = Frames == 0 ? index : _firstIndex;
            var x = index - _firstIndex;
            Frames++;
            LastIndex = index;
            (_lastLow, _lastHigh) = (frame.LowHz, frame.HighHz);
            _lowSum += frame.LowHz;
            _lowSquareSum += frame.LowHz * frame.LowHz;
            _indexSum += x;
            _indexSquareSum += (double)x * x;
            _productSum += x * frame.LowHz;
            _levelSum += levelDbov;
            if (frame.HighHz > 0)
            {
                _dualFrames++;
                _highSum += frame.HighHz;
            }
        }

        public readonly Tone ToTone() => Frames == 0 ? default : new(
            _firstIndex,
            LastIndex + 1,
            _lowSum / Frames,
            _dualFrames * 2 > Frames ? _highSum / _dualFrames : 0,
            _levelSum / Frames,
            Wobble());

        /// <summary>Root mean square distance from the least-squares line through (frame, frequency).</summary>
        private readonly double Wobble()
        {
            var spread = (_indexSquareSum * Frames) - (_indexSum * _indexSum);
            var slope = spread > 0 ? ((_productSum * Frames) - (_indexSum * _lowSum)) / spread : 0;
            var variance = (_lowSquareSum - (_lowSum * _lowSum / Frames)) - (slope * (_productSum - (_indexSum * _lowSum / Frames)));
            return Math.Sqrt(Math.Max(variance, 0) / Frames);
        }
    }
}
