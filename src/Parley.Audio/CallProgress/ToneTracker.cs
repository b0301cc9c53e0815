namespace Parley.Audio.CallProgress;

/// <summary>
/// Joins tone frames to tones. The pitch may move by 25 Hz a frame (chirps, beating pairs such as 440 + 480 Hz); one bad frame in between
/// is forgiven, as a lost packet makes. A jump to another pitch ends one tone and begins the next (special information tones have no gap).
/// </summary>
internal sealed class ToneTracker
{
    private const double MostStepHz = 25;
    private const int ForgivenFrames = 1;

    /// <summary>A generated tone keeps its frequency, or the speed at which it glides, this well from frame to frame; a voice does not.</summary>
    private const double MostSteadyStepHz = 3;

    /// <summary>Beeps that glide do so by at most this much a frame.</summary>
    private const double FastestGlideHz = 12;

    /// <summary>Codecs of mobile networks shake even pure tones, but not away from their mean, in Hz; a voice moves on, and is not as pure.</summary>
    private const double MostShakeHz = 9;
    private const double PureShare = 0.96;

    private Track _current;
    private Track _candidate;

    /// <summary>Pitch that the next frame has if the tone goes on; 0 when there is none.</summary>
    public double ExpectedHz => _current.Frames > 0 ? _current.LastHz : _candidate.LastHz;

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
        private double _sum;
        private double _highSum;
        private double _levelSum;
        private int _dualFrames;
        private int _restless;
        private double _last;
        private double _step;
        private int _gliding;
        private int _weak;
        private int _firstIndex;

        public Track(int index, ToneFrame frame, double levelDbov) => Add(index, frame, levelDbov);

        public int Frames { get; private set; }

        public int LastIndex { get; private set; }

        public readonly double LastHz => _last;

        public readonly bool Matches(ToneFrame frame) => Frames > 0
            && (Math.Abs(frame.LowHz - _last) < MostStepHz || Math.Abs(frame.HighHz - _last) < MostStepHz);

        public void Add(int index, ToneFrame frame, double levelDbov)
        {
            _firstIndex = Frames == 0 ? index : _firstIndex;
            Frames++;
            LastIndex = index;
            // Where one tone gives way to another, both are in the window: only the one that is followed counts.
            var isHigher = Frames > 1 && Math.Abs(frame.LowHz - _last) >= MostStepHz;
            var hz = isHigher ? frame.HighHz : frame.LowHz;
            var step = hz - _last;
            var glides = Frames > 2 && Math.Abs(step) < FastestGlideHz && Math.Abs(step - _step) <= MostSteadyStepHz;
            var shakes = Frames > 1 && frame.Share >= PureShare && Math.Abs(hz - (_sum / (Frames - 1))) <= MostShakeHz;
            var moves = Frames > 1 && Math.Abs(step) > MostSteadyStepHz && !shakes;
            _restless += moves && !glides ? 1 : 0;
            _gliding += moves && glides ? 1 : 0;
            _weak += frame.IsWeak ? 1 : 0;
            _step = Frames > 1 ? step : 0;
            _last = hz;
            _sum += _last;
            _levelSum += levelDbov;
            if (frame.HighHz > 0 && !isHigher)
            {
                _dualFrames++;
                _highSum += frame.HighHz;
            }
        }

        public readonly Tone ToTone() => Frames == 0 ? default : new(
            _firstIndex,
            LastIndex + 1,
            _sum / Frames,
            _dualFrames * 2 > Frames ? _highSum / _dualFrames : 0,
            _levelSum / Frames,
            _restless,
            _gliding,
            _weak);
    }
}
