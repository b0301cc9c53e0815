using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Parley.Simulation.Yaml;

/// <summary>Makes a tree with places out of the parser's events. Aliases are resolved; what would never end, or hold the machine up, is an error.</summary>
internal sealed class YamlTree
{
    private const int MostDepth = 64;
    private const int MostSize = 100_000;

    private readonly Parser _parser;
    private readonly YamlProblems _problems;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

    private YamlTree(string text, YamlProblems problems) => (_parser, _problems) = (new Parser(new StringReader(text)), problems);

    /// <summary>Reads the one document of a file.</summary>
    /// <returns>Its root, or <see langword="null"/> when it cannot be read; then a problem says why.</returns>
    public static YamlNode? Read(string text, YamlProblems problems)
    {
        try
        {
            return new YamlTree(text, problems).ReadDocument();
        }
        catch (YamlException error)
        {
            problems.Add(PlaceOf(error.Start), $"this is no YAML: {error.Message.TrimEnd('.')}");
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _problems.Add(new(1, 1), "the file is empty");
            return null;
        }

        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _problems.Add(PlaceOf(second.Start), "a second document begins here; put it into a file of its own");
            return null;
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        var start = _parser.Require<NodeEvent>();
        if (depth > MostDepth)
        {
            throw new YamlException(start.Start, start.End, $"more than {MostDepth} levels inside each other");
        }

        var place = PlaceOf(start.Start);
        YamlNode node = start switch
        {
            SequenceStart => ReadSequence(place, depth),
            MappingStart => ReadMapping(place, depth),
            _ => ReadScalar(place),
        };
        if (node.Size > MostSize)
        {
            throw new YamlException(start.Start, start.End, $"more than {MostSize} values");
        }

        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode Resolve(AnchorAlias alias) => _anchors.GetValueOrDefault(alias.Value.Value)
        ?? throw new YamlException(alias.Start, alias.End, $"*{alias.Value} stands for nothing: no &{alias.Value} comes before it (a plain * needs quotes)");

    private YamlScalar ReadScalar(YamlPlace place)
    {
        var scalar = _parser.Consume<Scalar>();
        return new(place, scalar.Value, scalar.Style is not ScalarStyle.Plain);
    }

    private YamlSequence ReadSequence(YamlPlace place, int depth)
    {
        var items = new List<YamlNode>();
        _parser.Consume<SequenceStart>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new(place, items);
    }

    private YamlMapping ReadMapping(YamlPlace place, int depth)
    {
        var entries = new List<YamlEntry>();
        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar { Text: var name })
            {
                _problems.Add(key.Place, "a key has to be a plain word");
            }
            else if (entries.Exists(entry => entry.Key == name))
            {
                _problems.Add(key.Place, $"'{name}' is here twice");
            }
            else
            {
                entries.Add(new(name, key.Place, value));
            }
        }

        return new(place, entries);
    }

    private static YamlPlace PlaceOf(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
