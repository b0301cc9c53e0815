using System.Net;

namespace Parley.Testing.Reports;

/// <summary>What the pages of a report have in common.</summary>
internal static class Html
{
    private const string Style =
        """
        :root { color-scheme: light dark; --line: light-dark(#ccd, #445); --soft: light-dark(#667, #99a); --agent: light-dark(#0a6ebd, #5ab4ff);
                --far: light-dark(#b35900, #ffb257); --good: light-dark(#0a7d32, #5fd98a); --bad: light-dark(#c01c28, #ff7b84); }
        body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td:first-child, table.named td:not(:last-child) { white-space: nowrap; } .moment { text-align: right; font-variant-numeric: tabular-nums; }
        audio { vertical-align: middle; margin-right: .6rem; } a + a { margin-left: .6rem; }
        .passed { color: var(--good); } .failed { color: var(--bad); } .skipped, .soft { color: var(--soft); }
        .picture { overflow-x: auto; border: 1px solid var(--line); margin: 1rem 0; } svg { display: block; font: 11px system-ui, sans-serif; } svg text { fill: currentColor; }
        pre { overflow-x: auto; } .agent { color: var(--agent); } .far { color: var(--far); }
        """;

    /// <summary>A page.</summary>
    public static string Page(string title, string body) =>
        $"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{Text(title)}</title>\n<style>\n{Style.ReplaceLineEndings("\n")}\n</style>\n{body}</html>\n";

    /// <summary>Text in a page.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
