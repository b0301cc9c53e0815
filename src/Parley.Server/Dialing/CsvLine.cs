using System.Text;

namespace Parley.Server.Dialing;

/// <summary>A line of comma-separated values (RFC 4180); a quoted field stays on its line.</summary>
internal static class CsvLine
{
    public static IReadOnlyList<string> Read(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"' when quoted && i + 1 < line.Length && line[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' or ';' when !quoted:
                    fields.Add(field.ToString().Trim());
                    field.Clear();
                    break;
                default:
                    field.Append(line[i]);
                    break;
            }
        }

        fields.Add(field.ToString().Trim());
        return fields;
    }
}
