/** English texts of refusals about files. */
import type { Texts } from './index.ts'
import type { ErrorCode } from '../domain/errors.ts'

export const exchangeProblems = {
  'import.fileEmpty': ['File is empty', 'The file holds not a single line.'],
  'import.fileTruncated': ['File is cut off', 'The gzip file is damaged or incomplete; send all of it again.'],
  'import.fileTooLarge': ['File is too large', 'Unpacked, the file exceeds {limit}.'],
  'import.fileTooDense': ['Compression is not plausible', 'The content expands {ratio} times; the limit is {limit}.'],
  'import.fileTooDemanding': [
    'File is too demanding',
    'It cannot be read within the limits of memory and time; send it as CSV.',
  ],
  'import.fileHasMacros': ['File has macros', 'Save it again as .xlsx without macros.'],
  'import.fileHasExternalLinks': [
    'File has external links',
    'Remove links to other files and connections, and save it again.',
  ],
  'import.fileGone': ['File is gone', 'The file sent was lost before it was read; nothing went in. Send it again.'],
  'import.formatMismatch': ['Another kind of file', 'Declared as {declared}, but its content is {found}.'],
  'import.encodingUnsupported': ['Encoding is not supported', 'The file looks like {found}; save it as UTF-8.'],
  'import.workbookDamaged': [
    'Workbook is damaged',
    'The workbook cannot be read; save it again from a spreadsheet program.',
  ],
  'import.csvMalformed': ['CSV cannot be read', 'The quotes of line {line} do not match; nothing went in.'],
  'import.lineTooLong': ['Line is too long', 'Line {line} exceeds {limit} bytes.'],
  'import.tooManyLines': ['Too many lines', 'The file has more than {limit} lines.'],
  'import.columnsUnknown': ['Unknown columns', 'Unknown columns: {columns}. Known are: {known}.'],
  'import.columnsMissing': ['Columns are missing', 'Lines cannot be known again without: {columns}.'],
  'import.columnRepeated': ['Column is given twice', 'Columns {first} and {second} mean the same.'],
  'import.missingNotExpected': ['Nothing can be deactivated', 'Files of {kind} know no missing=deactivate.'],
  'import.tooManyMissing': [
    'Too many would be deactivated',
    'The file lacks {missing} of {known} ({percent}%); the limit is {limit}%. Nothing went in.',
  ],
  'import.linesRefused': [
    'Lines were refused',
    '{refused} of {rows} lines were refused; in mode atomic nothing goes in.',
  ],
  'import.lineRagged': ['Number of columns differs', 'The line has {found} columns instead of {expected}.'],
  'import.jsonMalformed': ['JSON cannot be read', 'The line is no valid JSON object: {reason}.'],
  'import.keyRepeated': [
    'Key is repeated',
    'Line {line} has the same key; all are refused, since nobody can tell which is meant.',
  ],
  'import.dayFormat': ['Date cannot be read', 'Write dates as YYYY-MM-DD or dd-mm-yyyy.'],
  'import.dayUnreal': ['Date does not exist', 'There is no such day in the calendar.'],
  'import.numberImprecise': ['Number has lost digits', 'A numeric cell does not keep all digits; make it text.'],
  'import.unreadableCharacters': ['Unreadable characters', 'The cell holds control characters that cannot be stored.'],
  'import.employeeUnknown': ['No such employee', 'There is no employee with this NIP.'],
  'import.unitUnknown': ['No such unit', 'There is no unit with this code.'],
  'import.unitOrphaned': ['No such parent unit', 'The line upward ends at a unit that does not exist: {path}.'],
  'import.unitCircle': ['Unit tree would loop', 'The line upward comes back to where it has been: {path}.'],
  'import.cycleRequired': ['A cycle is needed', 'Name the cycleId for files of {kind}.'],
  'import.cycleNotExpected': ['No cycle expected', 'Files of {kind} belong to no cycle.'],
  'import.cycleUnknown': ['No such cycle', 'There is no cycle with this id.'],
  'import.changesNotExpected': [
    'Changes cannot be kept',
    'Files of {kind} hold confidential answers; they know no changes.',
  ],
  'import.trainingUnknown': ['No such training', 'There is no training with this code.'],
  'import.notOfCycle': ['Not of the cycle', 'It is not part of the cycle named.'],
  'import.figureOutOfRange': ['Figure out of range', 'The figure must lie between {min} and {max}.'],
  'import.datesOutOfOrder': ['Dates out of order', 'The end comes before the start.'],
  'export.expired': ['File was removed', 'The file is past its time; make a new export.'],
  'job.notCancellable': ['Cannot be cancelled', 'The job is {state}, or of a kind that cannot be cancelled.'],
} satisfies Partial<Record<ErrorCode, Texts['problems'][ErrorCode]>>
